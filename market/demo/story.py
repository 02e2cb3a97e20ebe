"""The demo's story: who sells what where."""

from market.demo import story_bitung, story_elsewhere

GROUPS = (*story_bitung.GROUPS, *story_elsewhere.GROUPS)
