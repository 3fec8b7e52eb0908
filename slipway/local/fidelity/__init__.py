"""How far the local AWS answers as AWS does: its answers against the SDK's own model, its events as they look.

Pure but for the model's files: what is checked is an answer's form, never whether what it says is true.
"""
