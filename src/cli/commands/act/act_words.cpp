#include "cli/commands/act/act_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"

namespace ropewalk::cli {
namespace {

/// What becomes of a flag.
enum class Fate {
  kWord,    // ours, of the name in `ours`
  kMatrix,  // `key:value`
  kPlatform,
  kSecret,
  kSet,      // an override of the event, at the path in `ours`
  kFile,     // a file whose lines become options of the name in `ours`
  kOperand,  // a workflow
  kDirectory,
  kPlan,  // shows instead of running; `ours` is an option of plan, or empty
  kValidate,
  kVersion,
  kDetect,
  kIdle,
  kRefused,  // `ours` says what there is instead
};

struct Flag {
  std::string_view name;
  char letter;
  bool has_value;
  Fate fate;
  std::string_view ours = "";
};

constexpr std::array kFlags{
    Flag{"action-offline-mode", 0, false, Fate::kWord, "--offline"},
    Flag{"actor", 'a', true, Fate::kSet, "github.actor"},
    Flag{"artifact-server-addr", 0, true, Fate::kIdle},
    Flag{"artifact-server-path", 0, true, Fate::kIdle},
    Flag{"artifact-server-port", 0, true, Fate::kIdle},
    Flag{"bind", 'b', false, Fate::kIdle},
    Flag{"bug-report", 0, false, Fate::kRefused, "`ropewalk doctor` says what this machine has"},
    Flag{"cache-server-addr", 0, true, Fate::kIdle},
    Flag{"cache-server-external-url", 0, true, Fate::kIdle},
    Flag{"cache-server-path", 0, true, Fate::kIdle},
    Flag{"cache-server-port", 0, true, Fate::kIdle},
    Flag{"concurrent-jobs", 0, true, Fate::kWord, "--jobs"},
    Flag{"container-architecture", 0, true, Fate::kIdle},
    Flag{"container-cap-add", 0, true, Fate::kIdle},
    Flag{"container-cap-drop", 0, true, Fate::kIdle},
    Flag{"container-daemon-socket", 0, true, Fate::kIdle},
    Flag{"container-options", 0, true, Fate::kIdle},
    Flag{"defaultbranch", 0, true, Fate::kSet, "github.event.repository.default_branch"},
    Flag{"detect-event", 0, false, Fate::kDetect},
    Flag{"directory", 'C', true, Fate::kDirectory},
    Flag{"dryrun", 'n', false, Fate::kPlan},
    Flag{"env", 0, true, Fate::kWord, "--env"},
    Flag{"env-file", 0, true, Fate::kWord, "--env-file"},
    Flag{"eventpath", 'e', true, Fate::kWord, "--payload"},
    Flag{"github-instance", 0, true, Fate::kIdle},
    Flag{"graph", 'g', false, Fate::kPlan, "--tree"},
    Flag{"input", 0, true, Fate::kWord, "--input"},
    Flag{"input-file", 0, true, Fate::kFile, "--input"},
    Flag{"insecure-secrets", 0, false, Fate::kIdle},
    Flag{"job", 'j', true, Fate::kWord, "--job"},
    Flag{"json", 0, false, Fate::kWord, "--json"},
    Flag{"list", 'l', false, Fate::kPlan},
    Flag{"list-options", 0, false, Fate::kRefused, "docs/guide/from-act.md lists act's flags"},
    Flag{"local-repository", 0, true, Fate::kWord, "--action"},
    Flag{"log-prefix-job-id", 0, false, Fate::kIdle},
    Flag{"man-page", 0, false, Fate::kRefused, "see `ropewalk act --help`"},
    Flag{"matrix", 0, true, Fate::kMatrix},
    Flag{"network", 0, true, Fate::kIdle},
    Flag{"no-cache-server", 0, false, Fate::kIdle},
    Flag{"no-recurse", 0, false, Fate::kIdle},
    Flag{"no-skip-checkout", 0, false, Fate::kIdle},
    Flag{"platform", 'P', true, Fate::kPlatform},
    Flag{"privileged", 0, false, Fate::kIdle},
    Flag{"pull", 'p', false, Fate::kIdle},
    Flag{"quiet", 'q', false, Fate::kWord, "--quiet"},
    Flag{"rebuild", 0, false, Fate::kIdle},
    Flag{"recurse", 0, false, Fate::kIdle},
    Flag{"remote-name", 0, true, Fate::kIdle},
    Flag{"replace-ghe-action-token-with-github-com", 0, true, Fate::kIdle},
    Flag{"replace-ghe-action-with-github-com", 0, true, Fate::kIdle},
    Flag{"reuse", 'r', false, Fate::kIdle},
    Flag{"rm", 0, false, Fate::kIdle},
    Flag{"secret", 's', true, Fate::kSecret},
    Flag{"secret-file", 0, true, Fate::kWord, "--secret-file"},
    Flag{"strict", 0, false, Fate::kIdle},
    Flag{"use-gitignore", 0, false, Fate::kIdle},
    Flag{"use-new-action-cache", 0, false, Fate::kIdle},
    Flag{"userns", 0, true, Fate::kIdle},
    Flag{"validate", 0, false, Fate::kValidate},
    Flag{"var", 0, true, Fate::kWord, "--var"},
    Flag{"var-file", 0, true, Fate::kFile, "--var"},
    Flag{"verbose", 'v', false, Fate::kWord, "--verbose"},
    Flag{"version", 0, false, Fate::kVersion},
    Flag{"watch", 'w', false, Fate::kWord, "--watch"},
    Flag{"workflows", 'W', true, Fate::kOperand},
};

tl::unexpected<Error> unknown(std::string_view word) {
  std::vector<std::string> names;
  for (const Flag& flag : kFlags) {
    names.push_back(fmt::format("--{}", flag.name));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = nearest(word, views);
  return fail(ErrorKind::kUsage, fmt::format("act: unknown flag '{}'", word),
              near.empty() ? "docs/guide/from-act.md lists act's flags" : fmt::format("did you mean {}?", near));
}

class Reader {
 public:
  explicit Reader(const std::vector<std::string>& words) : words_(words) {}

  Result<ActWish> read() {
    for (at_ = 0; at_ < words_.size(); ++at_) {
      const std::string& word = words_[at_];
      auto done = word.starts_with("--")                   ? take_long(word)
                  : word.size() > 1 && word.front() == '-' ? take_letters(word)
                                                           : take_event(word);
      if (!done) {
        return fail(std::move(done.error()));
      }
    }
    finish();
    return std::move(wish_);
  }

 private:
  Result<void> take_event(const std::string& word) {
    if (!event_.empty()) {
      return fail(ErrorKind::kUsage, fmt::format("act: unexpected '{}'", word), "act takes one event");
    }
    event_ = word;
    return {};
  }

  Result<void> take_long(const std::string& word) {
    const std::size_t equals = word.find('=');
    const std::string_view name = std::string_view(word).substr(2, equals == std::string::npos ? equals : equals - 2);
    const auto flag = std::ranges::find(kFlags, name, &Flag::name);
    if (flag == kFlags.end()) {
      return unknown(word.substr(0, equals));
    }
    if (!flag->has_value) {
      const bool is_off = equals != std::string::npos && word.substr(equals + 1) == "false";
      if (is_off && flag->fate == Fate::kWord) {
        std::erase(wish_.words, flag->ours);  // the last of a flag counts
      }
      return is_off ? Result<void>() : take(*flag, "", word);
    }
    if (equals != std::string::npos) {
      return take(*flag, word.substr(equals + 1), word);
    }
    return take_next(*flag, word);
  }

  /// `-lv`, `-jtest`, `-j test`.
  Result<void> take_letters(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const auto flag = std::ranges::find(kFlags, word[i], &Flag::letter);
      if (flag == kFlags.end()) {
        return unknown(fmt::format("-{}", word[i]));
      }
      if (flag->has_value) {
        const std::string rest = word.substr(i + 1);
        return rest.empty() ? take_next(*flag, word) : take(*flag, rest.starts_with('=') ? rest.substr(1) : rest, word);
      }
      if (auto done = take(*flag, "", word); !done) {
        return done;
      }
    }
    return {};
  }

  Result<void> take_next(const Flag& flag, const std::string& word) {
    if (at_ + 1 >= words_.size()) {
      return fail(ErrorKind::kUsage, fmt::format("act: {} needs a value", word));
    }
    return take(flag, words_[++at_], word);
  }

  Result<void> take(const Flag& flag, const std::string& value, const std::string& word) {
    const std::size_t equals = value.find('=');
    switch (flag.fate) {
      case Fate::kWord:
        wish_.has_env_file |= flag.name == "env-file";
        wish_.has_secret_file |= flag.name == "secret-file";
        if (flag.name == "job") {
          forget(flag.ours);  // act takes one
        }
        wish_.words.emplace_back(flag.ours);
        if (flag.has_value) {
          wish_.words.push_back(value);
        }
        break;
      case Fate::kMatrix: {
        const std::size_t colon = value.find(':');
        if (colon == std::string::npos) {
          return fail(ErrorKind::kUsage, fmt::format("act: --matrix {}: expected KEY:VALUE", value));
        }
        add({"--matrix", value.substr(0, colon) + "=" + value.substr(colon + 1)});
        break;
      }
      case Fate::kPlatform: {
        const bool is_image = equals != std::string::npos && value.substr(equals + 1) != "-self-hosted";
        if (is_image) {
          wish_.idle.push_back(fmt::format("--platform {}", value));
        }
        add({"--platform", value.substr(0, equals) + "=host"});
        break;
      }
      case Fate::kSecret:
        if (equals == std::string::npos) {
          add({"--secret", value});
        } else {
          wish_.secrets.emplace_back(value.substr(0, equals), value.substr(equals + 1));
        }
        break;
      case Fate::kSet: add({"--set", fmt::format("{}={}", flag.ours, value)}); break;
      case Fate::kFile:
        wish_.has_var_file |= flag.name == "var-file";
        wish_.has_input_file |= flag.name == "input-file";
        wish_.files.emplace_back(flag.ours, value);
        break;
      case Fate::kOperand: operands_.push_back(value); break;
      case Fate::kDirectory: wish_.directory = value; break;
      case Fate::kPlan:
        wish_.command = wish_.command == "run" ? "plan" : wish_.command;
        if (!flag.ours.empty()) {
          wish_.words.emplace_back(flag.ours);
        }
        break;
      case Fate::kValidate: wish_.command = wish_.command == "version" ? wish_.command : "parse"; break;
      case Fate::kVersion: wish_.command = "version"; break;
      case Fate::kRefused:
        return fail(ErrorKind::kUsage, fmt::format("act: {} is not taken here", word), std::string(flag.ours));
      case Fate::kDetect: detects_ = true; break;
      case Fate::kIdle: wish_.idle.push_back(word); break;
    }
    return {};
  }

  /// Takes an option and its value back.
  void forget(std::string_view option) {
    if (const auto found = std::ranges::find(wish_.words, option); found != wish_.words.end()) {
      wish_.words.erase(found, found + 2);
    }
  }

  void add(std::initializer_list<std::string> words) {
    wish_.words.insert(wish_.words.end(), words.begin(), words.end());
  }

  void finish() {
    if (!event_.empty()) {
      add({"--event", event_});
    } else if (!detects_ && operands_.empty()) {
      add({"--event", "push"});
    }
    if (wish_.command == "run") {
      add({"--env", "ACT=true"});  // act says so to every job
    }
    if (!wish_.directory.empty()) {
      add({"--directory", wish_.directory});
    }
    wish_.words.insert(wish_.words.end(), operands_.begin(), operands_.end());
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  ActWish wish_;
  std::string event_;
  std::vector<std::string> operands_;
  bool detects_ = false;
};

}  // namespace

Result<ActWish> read_act_words(const std::vector<std::string>& words) { return Reader(words).read(); }

bool takes_act_value(std::string_view word) {
  return std::ranges::any_of(kFlags, [&](const Flag& flag) {
    return flag.has_value && ((word.starts_with("--") && word.substr(2) == flag.name) ||
                              (word.size() == 2 && word.front() == '-' && flag.letter != 0 && word[1] == flag.letter));
  });
}

std::vector<std::string> read_actrc(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view line : split_lines(text)) {
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#') {
      continue;
    }
    // As act has it: a line is a flag, and behind the first blank its value.
    const std::size_t blank = content.find(' ');
    words.emplace_back(content.substr(0, blank));
    if (blank != std::string_view::npos && content.front() == '-') {
      words.emplace_back(trim(content.substr(blank)));
    }
  }
  return words;
}

}  // namespace ropewalk::cli
