"""The same as in Simplified Chinese."""

from tongpin.site.formats.zh_Hans.formats import *  # noqa: F403 - Django reads the names from here
