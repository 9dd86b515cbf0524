"""What run files import: the names task authors know from INGInious."""
