"""agreement_scan reads draft ceasefire and peace agreements for what they do, and fail to do, for children."""
