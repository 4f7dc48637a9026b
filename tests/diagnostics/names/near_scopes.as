namespace Game {
    void start() {}
    class Player {}
}

enum Color { Red }

void main() {
    Gaem::start();
    Gmae::Player p;
    Colour::Red;
    Network::send();
}
