// properties: 111=1
int n = 1''000;
