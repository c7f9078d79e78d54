"""The trained classifier beside the rules: features, scoring with numpy alone, training with scikit-learn.

Only ``training`` imports scikit-learn; a scan loads a model of arrays (``npz`` without pickle) and never runs code from a file.
"""
