"""May this lead be called now? Pure evaluators, one for each kind of rule, behind one gate."""
