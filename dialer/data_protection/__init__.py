"""Rights of the persons whose data is kept: access, erasure, recording consents, and what retention removes."""
