"""Deploys a package through CloudFormation, into any account or the local AWS, and takes it down again."""
