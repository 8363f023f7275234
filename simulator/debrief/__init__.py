"""What we say about an attempt: harms with their moment, skills in plain words, one next drill."""
