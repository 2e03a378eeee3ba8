// How many files and connections the process may have open at once.
#pragma once

namespace pinflow::app {

// As many as the system lets this user have: the usual start value of 1,024 is for programs that
// use select(). Keeps what there is when the system refuses.
void raise_open_file_limit();

}  // namespace pinflow::app
