// The program's entry.
#include "app/command_line.h"

int main(int argc, char** argv) {
  return static_cast<int>(pinflow::app::run_command_line(argc, argv));
}
