"""Speed as ratios: ours and something else in turn, in the same run."""
