// The program's entry.
#include "app/command_line.h"

// jemalloc's settings (cmake/allocator.cmake). A page of ten thousand records takes over 8 MiB,
// which it would otherwise give back to the system, and ask for anew, with each answer.
extern "C" const char* const malloc_conf = "oversize_threshold:0";

int main(int argc, char** argv) {
  return static_cast<int>(pinflow::app::run_command_line(argc, argv));
}
