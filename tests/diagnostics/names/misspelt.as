int counter = 0;
void printScore(int score) {}
class Player { int health; void heal(int amount) {} }
namespace Game { int level; void reset() {} }
void main() {
    Player player;
    conter++;
    printScor(1);
    player.helth = 1;
    player.heel(2);
    plyer.heal(3);
    Game::levl = 1;
    Game::rest();
    Gme::level = 2;
}
