"""The bazaars of an office: planned, registered for, allotted, and what comes after."""
