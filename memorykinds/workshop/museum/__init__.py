"""The museum of bugs: the checkers and questions of each exhibit in a module of its own.

`m03_kind_of_fault.py` belongs to `notebooks/museum/03_kind_of_fault.ipynb`, and is imported when one
of its exercises is asked for. What all of them need to try a learner's test is in `trying.py`.
"""
