void main() {}
/* not
   closed *
