"""The fit to the studies: the reference mission does what was drawn, for each kind of killer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_world import REFUSED, block, force
from made_up import assessment

from forestall.missions.designs import Plan
from forestall.missions.typical import posture
from forestall.parameters import parameter
from forestall.strategy import calibration
from forestall.strategy.campaign import Campaign, simulate
from forestall.strategy.world import DEPLOYMENT, KINDS, World, draw_world
from forestall.vocabulary import PerpetratorKind
