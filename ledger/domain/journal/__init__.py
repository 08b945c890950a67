"""The journal: entries in canonical bytes, each a leaf of a Merkle log that anyone can check offline."""
