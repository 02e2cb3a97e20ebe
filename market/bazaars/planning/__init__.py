"""What an officer draws and sets before groups register: the floor, power, landmarks, programme, rounds, comments."""
