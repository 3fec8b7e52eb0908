"""Builds what CloudFormation deploys: one template and one lean, reproducible zip."""
