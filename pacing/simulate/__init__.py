"""The live pacing code under a seeded discrete-event world: what a campaign would do, before it is started."""
