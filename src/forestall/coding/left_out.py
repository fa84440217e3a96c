"""What the count leaves out of a sentence: dates, ages, money, lengths of time, measures, names
with numbers ("Camp 13"). Their numbers count no people. Written for small letters.
"""

from __future__ import annotations

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
FEW = (
    r"(?:\d[\d,.]*(?:\s?[-–]\s?\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty|thirty|forty|fifty|several|few|many|couple\sof|half\san|the|past"
    r"|last|next|recent|first|dozens\sof|hundreds\sof)"
)
TIME = (
    r"(?:seconds|minutes?|hours?|days?|weeks?|weekends?|months?|years?|decades?|centur(?:y|ies)"
    r"|nights?|evenings?|mornings?|afternoons?)\b"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
SPELLED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
NOUN_NEXT = r"\b(?=\s+(?!(?:was|were|is|has|had|who|and|or|from|in|at|to|by|died|killed)\b)[\w(])"
MEASURE = (
    r"(?:percent|per\s?cent|%|km|kms|kilomet\w+|met(?:re|er)s?|m|miles?|tons?|tonnes?|kg|kilos?"
    r"|hectares?|acres?|dollars?|euros?|pounds?|usd|fcfa|kyats?|rupees?|kina|naira|francs?|mm"
    r"|feet|foot|litres?|liters?|rounds?|times|bullets?|shots?|o'clock|am|pm|a\.m\.?|p\.m\.?"
    r"|degrees|storeys?|stor(?:y|ies)|houses?|homes?|huts?|vehicles?|homesteads?|points?|votes?)"
)
LEFT_OUT = "|".join(
    (
        r"https?://\S+|www\.\S+|\S+@\S+|_x000d_",
        r"\(\s?(?:aged\s)?\d{1,3}(?:\s?(?:years?|yrs?)(?:\sold)?)?\s?\)",
        r"(?:" + SPELLED + r"[- ])+(?:years?|months?)[- ]olds?\b" + NOUN_NEXT,
        r"\d[\d/,]*(?:\s?(?:-|and|or|to)\s?\d+)?[-\s]*(?:years?|months?|weeks?|days?|yrs?|y)"
        r"[-\s]+olds?\b" + NOUN_NEXT,
        r",?\s?(?:aged|ages|age)\s(?:of\s)?(?:only\s|just\s|about\s|around\s|between\s)*\w+"
        r"(?:,\s\d+)*(?:,?\s?(?:-|–|and|to)\s?\d+)?(?:[- ](?:years?|months?)(?:[- ]old)?)?\b",
        r",\s\d{1,2}(?=,)",
        r"(?:the\s)?\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?" + MONTH + r"(?:,?\s(?:19|20)\d\d)?(?!\w)",
        MONTH + r"\s\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?(?:,?\s(?:19|20)\d\d)?(?!\w)",
        MONTH + r",?\s(?:19|20)\d\d(?!\w)",
        r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}",
        r"\d{1,2}:\d\d(?:\s?(?:am|pm|a\.m\.|p\.m\.|hrs|hours))?",
        r"(?:in|since|during|of|by|until|from|late|early|mid|year)[\s-](?:19|20)\d\d"
        r"(?:s|[-–/]\d{2,4})?(?!\w)",
        r"\b(?:19[4-9]\d|20[0-3]\d)s?\b(?=\s?[,:;.)]"
        r"|\s(?:when|after|and\s(?:19|20)\d\d|while|attack|riots|war|election))",
        r"(?:[$€£₹]|us\$|rs\.?\s?)\s?\d[\d,.]*"
        r"(?:\s?(?:k|m|bn|million|billion|thousand|lakh|crore))?(?:\sdollars)?\b",
        r"(?:rs\.?|rupees|usd|us)\s" + SPELLED + r"\s(?:lakh|crore|hundred|thousand|million)s?\b",
        r"\+?\d{2,4}[\s-]\d{3}[\s-]?\d{3,4}",
        r"(?:no\.|number|camp|compound|block|route|highway|brigade|battalion|division|unit|section"
        r"|article|chapter|ward|room|zone|sector|phase|level|flight|lib|resolution|ward|grade|step"
        r"|covid|channel|class|line|article|base)(?:\s|-)\d+\w*",
        r"(?:(?:about|around|some|at\sleast|more\sthan|over|nearly|almost|within|only|just)\s)?"
        + r"(?:the\s)?" + FEW
        + r"(?:\s|-)(?:(?:two|three|four|five|six|ten|few|more|couple\sof|\d+)\s)?"
        + TIME + r"(?:\s(?:ago|later|earlier|after|before(?=[,.])))?",
        r"(?:on\s|last\s|next\s|this\s|that\s|early\s|late\s|by\s)*" + WEEKDAY
        + r"(?:\s(?:night|morning|evening|afternoon))?",
        r"\d[\d,.]*(?:\s?[-–]\s?\d[\d,.]*)?\s?(?:million\s|thousand\s|hundred\s)?"
        + MEASURE + r"(?!\w)",
        r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
        r"|fifty|hundred|several|dozens\sof|hundreds\sof)\s" + MEASURE + r"(?!\w)",
        r"(?:same|that|this|the\ssame|the\sfollowing|the\snext)\s"
        r"(?:day|week|month|year|night|morning|time)\b",
        r"as\sa\s(?:direct\s)?result(?:\sof\sthis)?\b(?!\sof)",
        r"(?:,\s)?(?:said|according\sto)(?=\s*$)",
    )
)  # fmt: skip
"""A pattern of all of it, to stand at the start of a word."""
