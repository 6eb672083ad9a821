#include "deploy/discover/command_line.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

constexpr std::array<std::string_view, 5> kServers = {"uvicorn", "gunicorn", "hypercorn", "fastapi", "flask"};

bool is_server(std::string_view word) { return std::find(kServers.begin(), kServers.end(), word) != kServers.end(); }

/// Where the brace of a `${…}` at the start of the text closes; npos without one.
std::size_t closing_brace(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
    if (text[i] == '}' && depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

/// Of `8000`, `:8000`, `0.0.0.0:${PORT:-8000}`; 0 where none is said.
int port_in(std::string_view text) {
  const std::size_t variable = text.find('$');
  if (variable != std::string_view::npos) {
    const std::string_view otherwise = default_of(text.substr(variable));
    return otherwise.empty() ? 0 : port_in(otherwise);
  }
  return port_of(text.substr(text.rfind(':') + 1));
}

/// `-b:8000`, `-w4`: a short option with its value behind it.
bool is_joined(std::string_view word, std::string_view name) {
  return name.size() == 2 && word.size() > 2 && word.starts_with(name) &&
         std::string_view("0123456789:$[").find(word[2]) != std::string_view::npos;
}

/// The value of an option in either form, which is taken out with it; empty when it is not there.
std::string take(std::vector<std::string>& words, std::initializer_list<std::string_view> names) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    for (const std::string_view name : names) {
      if (*word == name && word + 1 != words.end()) {
        std::string value = *(word + 1);
        words.erase(word, word + 2);
        return value;
      }
      if (name.starts_with("--") && word->starts_with(std::string(name) + "=")) {
        std::string value = word->substr(name.size() + 1);
        words.erase(word);
        return value;
      }
      if (is_joined(*word, name)) {
        std::string value = word->substr(name.size());
        words.erase(word);
        return value;
      }
    }
  }
  return {};
}

std::string value_of(const std::vector<std::string>& words, std::initializer_list<std::string_view> names) {
  std::vector<std::string> copy = words;
  return take(copy, names);
}

/// `poetry run`, `uv run`, `exec` and the like say nothing of the service.
void drop_wrappers(std::vector<std::string>& words) {
  while (words.size() > 1) {
    if (words[0] == "exec" || words[0] == "env" || words[0] == "tini" || words[0] == "dumb-init" || words[0] == "--") {
      words.erase(words.begin());
    } else if (words.size() > 2 && words[1] == "run" &&
               (words[0] == "poetry" || words[0] == "uv" || words[0] == "pipenv" || words[0] == "pdm" ||
                words[0] == "hatch")) {
      words.erase(words.begin(), words.begin() + 2);
    } else {
      return;
    }
  }
}

}  // namespace

int port_of(std::string_view digits) {
  constexpr int kHighestPort = 65'535;
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool is_port = error == std::errc() && end == digits.data() + digits.size() && port > 0 && port <= kHighestPort;
  return is_port ? port : 0;
}

std::string_view default_of(std::string_view variable) {
  const std::size_t close = closing_brace(variable);
  if (!variable.starts_with("${") || close == std::string_view::npos) {
    return {};
  }
  const std::string_view inside = variable.substr(2, close - 2);
  const std::size_t dash = inside.find('-');
  return dash == std::string_view::npos ? std::string_view() : inside.substr(dash + 1);
}

int place_port(std::string& text, std::string_view name) {
  int port = 0;
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
    const std::string_view rest = std::string_view(text).substr(at);
    const bool is_braced = rest.starts_with("${");
    const std::string_view behind = rest.substr(is_braced ? 2 : 1);
    if (!behind.starts_with(name)) {
      continue;
    }
    const std::string_view next = behind.substr(name.size());
    std::size_t size = 0;
    if (is_braced) {
      const std::size_t close = closing_brace(rest);
      const bool is_it =
          close != std::string_view::npos && (next.starts_with('}') || next.starts_with('-') || next.starts_with(":-"));
      size = is_it ? close + 1 : 0;
    } else if (next.empty() || (std::isalnum(static_cast<unsigned char>(next.front())) == 0 && next.front() != '_')) {
      size = 1 + name.size();
    }
    if (size != 0) {
      port = port == 0 ? port_in(default_of(rest)) : port;
      text.replace(at, size, "{port}");
    }
  }
  return port;
}

std::vector<std::string> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool is_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote == '"' && i + 1 < text.size()) {
        word += text[++i];
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      is_word = true;
    } else if (c == '\\' && i + 1 < text.size()) {
      word += text[++i];
      is_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (is_word) {
        words.push_back(std::move(word));
        word.clear();
        is_word = false;
      }
    } else {
      word += c;
      is_word = true;
    }
  }
  if (is_word) {
    words.push_back(std::move(word));
  }
  return words;
}

ServerCommand adapt(std::vector<std::string> words) {
  drop_wrappers(words);
  ServerCommand command;
  if (words.empty()) {
    return command;
  }
  const bool is_module = words.size() > 2 && words[0].starts_with("python") && words[1] == "-m" && is_server(words[2]);
  const std::size_t slash = words[0].rfind('/');
  const std::string first = slash == std::string::npos ? words[0] : words[0].substr(slash + 1);
  command.server = is_module ? words[2] : is_server(first) ? first : "";
  if (command.server.empty()) {
    command.words = std::move(words);
    return command;
  }
  if (!is_module) {
    words[0] = first;
  }
  const std::string workers = value_of(words, {"--workers", "-w"});
  std::from_chars(workers.data(), workers.data() + workers.size(), command.workers);
  words.erase(std::remove(words.begin(), words.end(), "--reload"), words.end());
  if (command.server == "gunicorn" || command.server == "hypercorn") {
    std::string bind = take(words, {"-b", "--bind"});
    command.port = port_in(bind);
    for (std::string more; !(more = take(words, {"-b", "--bind"})).empty();) {
      command.port = command.port == 0 ? port_in(more) : command.port;
    }
    words.insert(words.end(), {"--bind", "{host}:{port}"});
  } else {
    take(words, {"--host", "-h"});
    command.port = port_in(take(words, {"--port", "-p"}));
    take(words, {"--uds"});
    if (command.server == "flask" && std::find(words.begin(), words.end(), "run") == words.end()) {
      words.emplace_back("run");
    }
    words.insert(words.end(), {"--host", "{host}", "--port", "{port}"});
  }
  command.words = std::move(words);
  command.takes_port = true;
  return command;
}

}  // namespace ropewalk::deploy
