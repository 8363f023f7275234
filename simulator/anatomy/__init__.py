"""What a patient is: leg, trunks, hidden feeders, thread-vein web; frozen once grown."""
