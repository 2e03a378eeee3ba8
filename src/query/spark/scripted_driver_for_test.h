// A spark-submit that starts no Spark: it runs the program that it is given by the machine's own
// Python, which speaks over the socket as a test wants it to.
#pragma once

#include <filesystem>
#include <string>

#include "base/file.h"
#include "query/spark/spark_engine.h"

namespace pinflow::query {

inline SparkOptions scripted_spark(const std::filesystem::path& folder,
                                   const std::string& answers) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::filesystem::path submit = folder / "submit";
  (void)replace_file(submit,
                     "#!/bin/sh\nfor last; do before=$program; program=$last; done\n"
                     "exec python3 \"$before\" \"$program\"\n");
  std::filesystem::permissions(submit, std::filesystem::perms::owner_all);
  SparkOptions options;
  options.submit = submit;
  options.folder = folder / "tmp";
  options.program = {{"driver.py",
                      "import json, os, socket, sys\n"
                      "os.chdir(sys.argv[1])\n"
                      "connection = socket.socket(socket.AF_UNIX)\n"
                      "connection.connect('socket')\n"
                      "stream = connection.makefile('rw')\n"
                      "def say(answer):\n"
                      "    stream.write(json.dumps(answer) + '\\n')\n"
                      "    stream.flush()\n"
                      "say({'ok': True, 'version': '0', 'master': 'none'})\n"
                      "for line in stream:\n"
                      "    request = json.loads(line)\n" +
                          answers}};
  return options;
}

}  // namespace pinflow::query
