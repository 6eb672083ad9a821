// Commands that start a service, as people write them in Dockerfiles and Procfiles, turned into those that start it on
// a port of our choice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::deploy {

struct ServerCommand {
  std::vector<std::string> words;
  /// The server that it runs, `uvicorn` or `gunicorn`; empty for another program.
  std::string server;
  /// It is told its port by its words; otherwise the environment has to tell it.
  bool takes_port = false;
  /// The port that was written there; 0 without one.
  int port = 0;
  int workers = 0;
};

/// The words of a shell's simple command, with its quotes.
[[nodiscard]] std::vector<std::string> shell_words(std::string_view text);

/// A whole number from 1 to 65535 and nothing else; 0 otherwise.
[[nodiscard]] int port_of(std::string_view digits);
/// The default of a shell's variable that the text begins with: `8000` of `${PORT:-8000}`; empty where there is none.
[[nodiscard]] std::string_view default_of(std::string_view variable);
/// Puts `{port}` in the place of `$NAME`, `${NAME}` and `${NAME:-8000}`; the default, or 0.
[[nodiscard]] int place_port(std::string& text, std::string_view name);

/// With `{host}` and `{port}` in the place of what was there.
[[nodiscard]] ServerCommand adapt(std::vector<std::string> words);

}  // namespace ropewalk::deploy
