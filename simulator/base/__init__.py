"""Ground floor: units, named random streams, steady arithmetic, digests, complaints."""
