"""Tables in, checked against the plan's records; results out, whole or not at all."""
