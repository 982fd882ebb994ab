"""Profiles: one document for each user, in a schema of your own, kept field by field.

`profile` says what a profile is, `form` what the chat model is asked, `patches` and `document`
how its answer is merged, `fitting` what the schema takes, `settling` what becomes of a change.
"""

from memorykinds.managers.profiles.document import Document
from memorykinds.managers.profiles.profile import Profile, read_profiles

__all__ = ["Document", "Profile", "read_profiles"]
