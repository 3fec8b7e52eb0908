"""The same cases for all: what each deployer did on the local AWS, judged by what ECS then shows."""
