"""How many vehicles will want the 16:30? And how wrong are we, honestly?"""
