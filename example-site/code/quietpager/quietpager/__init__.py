"""One page for one incident, however many alerts it sends."""
