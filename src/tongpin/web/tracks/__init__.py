"""The two tracks 双轨图: a case and its standing as a picture."""

from tongpin.method.case import STAGES
from tongpin.web.tracks.drawing import draw
from tongpin.web.tracks.frame import NARROW, SIZES, WIDE, Size
from tongpin.web.tracks.scene import Scene, scene_of

__all__ = ["NARROW", "SIZES", "STAGES", "WIDE", "Scene", "Size", "draw", "scene_of"]
