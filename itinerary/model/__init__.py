"""What a schedule is: frozen, typed, without input or output, clock or printing."""
