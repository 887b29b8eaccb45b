"""What the engine writes of calls under way: their progress and end, leads given back, opt-outs."""
