"""From the frozen list to the published plan: the draw, runs and their comparison, who may read them, the queue."""
