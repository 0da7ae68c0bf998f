"""What is checked before people come: how a check is said, and what only somebody who asks from outside can find."""
