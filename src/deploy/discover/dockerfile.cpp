#include "deploy/discover/dockerfile.h"

#include "base/json.h"
#include "base/strings.h"
#include "deploy/discover/command_line.h"

namespace ropewalk::deploy {
namespace {

/// Instructions, with continued lines joined and comments left out.
std::vector<std::string> instructions(std::string_view text) {
  std::vector<std::string> all;
  std::string current;
  for (const std::string_view line : split_lines(text)) {
    const std::string_view content = trim(line);
    if (content.starts_with('#') || (content.empty() && current.empty())) {
      continue;
    }
    current += current.empty() ? "" : " ";
    if (content.ends_with('\\')) {
      current += content.substr(0, content.size() - 1);
      continue;
    }
    current += content;
    all.push_back(std::move(current));
    current.clear();
  }
  return all;
}

/// The JSON form, or the shell's.
std::vector<std::string> words_of(std::string_view text) {
  if (text.starts_with('[')) {
    std::vector<std::string> words;
    const auto value = parse_json(text, "Dockerfile");
    if (value && value->is_array()) {
      for (const json::value& word : value->get_array()) {
        if (word.is_string()) {
          words.emplace_back(word.get_string());
        }
      }
      return words;
    }
  }
  return shell_words(text);
}

std::string path_of_url(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(scheme + 3);
  const std::size_t slash = rest.find('/');
  const std::size_t end = rest.find_first_of(" '\"),;|&");
  if (slash == std::string_view::npos || (end != std::string_view::npos && end < slash)) {
    return "/";
  }
  return std::string(rest.substr(slash, rest.find_first_of(" '\"),;|&?", slash) - slash));
}

void read_env(std::string_view text, DockerfileFacts& facts) {
  const std::vector<std::string> words = shell_words(text);
  if (words.size() >= 2 && words[0].find('=') == std::string::npos) {
    facts.environment.emplace_back(words[0], std::string(trim(text.substr(words[0].size()))));
    return;
  }
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos) {
      facts.environment.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
  }
}

void read_requirements(std::string_view text, DockerfileFacts& facts) {
  if (text.find("pip") == std::string_view::npos) {
    return;
  }
  const std::vector<std::string> words = shell_words(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "-r" || words[i] == "--requirement") {
      std::string file = words[i + 1];
      file = file.starts_with("./") ? file.substr(2) : file;
      facts.requirements.push_back(std::move(file));
    }
  }
}

/// `8000`, `8000/tcp`, `8000-8005`, `${PORT:-8000}`: the first one.
int exposed_port(std::string_view text) {
  const std::string_view otherwise = default_of(text);
  const std::string_view port = otherwise.empty() ? text : otherwise;
  return port_of(port.substr(0, port.find_first_not_of("0123456789")));
}

}  // namespace

DockerfileFacts read_dockerfile(std::string_view text) {
  DockerfileFacts facts;
  std::vector<std::string> entry;
  std::vector<std::string> command;
  std::vector<std::string> volumes;
  for (const std::string& line : instructions(text)) {
    const std::size_t space = line.find(' ');
    const std::string name = to_upper(std::string_view(line).substr(0, space));
    const std::string_view rest = space == std::string::npos ? "" : trim(std::string_view(line).substr(space));
    if (name == "FROM") {
      entry.clear();
      command.clear();
      facts.port = 0;
      facts.health_path.clear();
      facts.environment.clear();
    } else if (name == "ENTRYPOINT") {
      entry = words_of(rest);
    } else if (name == "CMD") {
      command = words_of(rest);
    } else if (name == "EXPOSE") {
      facts.port = exposed_port(rest);
    } else if (name == "HEALTHCHECK") {
      facts.health_path = path_of_url(rest);
    } else if (name == "VOLUME") {
      volumes = words_of(rest);
    } else if (name == "ENV") {
      read_env(rest, facts);
    } else if (name == "RUN") {
      read_requirements(rest, facts);
    }
  }
  for (auto& [name, value] : facts.environment) {
    for (const std::string& volume : volumes) {
      if (volume.size() > 1 && (value == volume || value.starts_with(volume + "/"))) {
        value = "{data}" + value.substr(volume.size());
      }
    }
  }
  std::erase_if(facts.environment, [](const auto& pair) {
    return pair.first == "PATH" || pair.first == "PYTHONPATH" || pair.second.starts_with('/') ||
           pair.second.find('$') != std::string::npos;
  });
  facts.command = std::move(entry);
  facts.command.insert(facts.command.end(), command.begin(), command.end());
  return facts;
}

}  // namespace ropewalk::deploy
