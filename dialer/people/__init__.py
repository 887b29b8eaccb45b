"""People who are called: their leads and lists, what they allowed and refused, what was promised to them."""
