int run() {
    string text;
    for (int i = 0; i < 200000; i++) {
        if (i > 0)
            text += ",";
        text += i * 7 % 10007;
        text += "=";
        text += i % 13;
    }
    int total = 0;
    string[]@ parts = text.split(",");
    for (uint i = 0; i < parts.length(); i++) {
        string part = parts[i];
        int at = part.findFirst("=");
        total += int(parseInt(part.substr(0, at))) + int(parseInt(part.substr(at + 1)));
    }
    return total;
}
