"""What the brief says and how it looks: ``compose`` an appraisal, ``save`` it, ``explain`` it."""
