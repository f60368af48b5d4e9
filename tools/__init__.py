"""What `./run` does: environments, models, processes, checks. Standard library only, as it runs before all else."""
