#include "image/dockerfile/rewrite.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "image/dockerfile/expand.h"
#include "image/dockerfile/words.h"
#include "image/reference.h"

namespace ropewalk::image::dockerfile {
namespace {

constexpr std::string_view kHeredocFolder = ".ropewalk-heredoc";
constexpr std::string_view kEpoch = "SOURCE_DATE_EPOCH";

std::string json_array(const std::vector<std::string>& elements) {
  json::array array;
  for (const std::string& element : elements) {
    array.emplace_back(element);
  }
  return to_json_text(array);
}

bool is_git_source(std::string_view source) {
  const std::string_view path = source.substr(0, source.find('#'));
  return source.starts_with("git@") || source.starts_with("git://") || source.starts_with("ssh://") ||
         ((source.starts_with("https://") || source.starts_with("http://")) && path.ends_with(".git"));
}

class Rewriter {
 public:
  Rewriter(const Dockerfile& dockerfile, const Resolved& resolved, const RewriteSettings& settings)
      : file_(dockerfile), resolved_(resolved), settings_(settings) {
    for (auto& [name, value] : platform_arguments(settings.build.platform, settings.build.build_platform)) {
      global_[name] = value;
    }
  }

  Rewritten rewrite() {
    if (file_.escape != '\\') {
      line(fmt::format("# escape={}", file_.escape));
    }
    for (const Instruction& instruction : file_.arguments) {
      plain(instruction);
      declare(instruction, global_);
    }
    shells_.resize(file_.stages.size(), {"/bin/sh", "-c"});
    for (std::size_t i = 0; i < file_.stages.size(); ++i) {
      if (i > resolved_.stages.back()) {
        break;
      }
      stage(i);
    }
    return std::move(result_);
  }

 private:
  void stage(std::size_t index) {
    const Stage& stage = file_.stages[index];
    const std::string name = stage.name.empty() ? "" : " AS " + stage.name;
    result_.steps.emplace_back();
    current_ = stage.from.span;
    if (!std::binary_search(resolved_.stages.begin(), resolved_.stages.end(), index)) {
      line("FROM scratch" + name);
      return;
    }
    for (std::size_t below = 0; below < index; ++below) {
      if (!file_.stages[below].name.empty() && file_.stages[below].name == to_lower(stage.base)) {
        shells_[index] = shells_[below];
      }
    }
    std::string from = "FROM ";
    if (!stage.platform.empty()) {
      const auto platform = expand(stage.platform, lookup(global_), file_.escape);
      from += fmt::format("--platform={} ", platform ? *platform : stage.platform);
    }
    line(from + qualified(index) + name);
    values_.clear();
    arguments_.clear();
    told_.clear();
    const bool has_epoch = std::any_of(stage.instructions.begin(), stage.instructions.end(), [](const auto& one) {
      return (one.name == "ARG" || one.name == "ENV") && one.text.starts_with(kEpoch);
    });
    // Each instruction costs buildah a search of its store: what runs no program goes without.
    const bool has_run = std::any_of(stage.instructions.begin(), stage.instructions.end(),
                                     [](const auto& one) { return one.name == "RUN"; });
    if (has_run && !has_epoch) {
      // As a variable, and not as an ARG: after one, buildah looks for no layer in a registry's cache any more.
      current_ = {};
      line(fmt::format("ENV {}", epoch_variable(settings_.epoch)));
    }
    for (const Instruction& instruction : stage.instructions) {
      current_ = {};
      tell_arguments(instruction);
      current_ = instruction.span;
      write(instruction, index);
    }
  }

  /// The base as it is written, or as docker would look for it where its name says no registry: buildah has no default.
  std::string qualified(std::size_t index) const {
    const Stage& stage = file_.stages[index];
    const std::string written = stage.from.words.front();
    const auto base = expand(stage.base, lookup(global_), file_.escape);
    if (!base || *base == "scratch") {
      return written;
    }
    for (std::size_t below = 0; below < index; ++below) {
      if (file_.stages[below].name == to_lower(*base)) {
        return written;
      }
    }
    const auto reference = parse_reference(*base);
    return reference && reference->registry == "docker.io" ? reference->text() : written;
  }

  /// Tells the cache which arguments an instruction is about to be expanded with.
  void tell_arguments(const Instruction& instruction) {
    const auto has_dollar = [](const std::string& text) { return text.find('$') != std::string::npos; };
    const bool expands = instruction.name != "RUN" && instruction.name != "ARG" && instruction.name != "CMD" &&
                         instruction.name != "ENTRYPOINT" && instruction.name != "SHELL";
    if (!expands || arguments_.empty() ||
        (!has_dollar(instruction.text) && std::none_of(instruction.flags.begin(), instruction.flags.end(),
                                                       [&](const Flag& flag) { return has_dollar(flag.raw); }))) {
      return;
    }
    std::string text = settings_.build.platform + "\n";
    for (const auto& [name, value] : arguments_) {
      text += fmt::format("{}:{}={}\n", name.size() + value.size(), name, value);
    }
    constexpr std::size_t kDigits = 16;
    const std::string told = to_hex(sha256(text)).substr(0, kDigits);
    if (told != told_) {
      told_ = told;
      line(fmt::format("LABEL {}={}", kArgumentsLabel, told));
    }
  }

  void write(const Instruction& instruction, std::size_t index) {
    if (instruction.name == "RUN") {
      run(instruction, index);
    } else if (instruction.name == "COPY" || instruction.name == "ADD") {
      copy(instruction);
    } else if (instruction.name == "HEALTHCHECK" && instruction.flag("start-interval") != nullptr) {
      refuse(instruction.flag("start-interval")->span, "buildah cannot take HEALTHCHECK --start-interval");
    } else if (instruction.name == "ONBUILD" && !instruction.heredocs.empty()) {
      refuse(instruction.name_span, "buildah cannot take a heredoc behind ONBUILD");
    } else {
      if (instruction.name == "SHELL") {
        shells_[index] = *instruction.array;
      } else if (instruction.name == "ARG") {
        declare(instruction, values_);
        declare(instruction, arguments_);
      } else if (instruction.name == "ENV") {
        for (const std::string& word : instruction.words) {
          set(word, values_);
        }
      }
      plain(instruction);
    }
  }

  void run(const Instruction& instruction, std::size_t index) {
    std::string flags;
    for (const Flag& flag : instruction.flags) {
      const std::string value = flag.value.value_or("");
      if ((flag.name == "network" && value == "default") || (flag.name == "security" && value == "sandbox")) {
        continue;
      }
      if (flag.name != "mount") {
        refuse(flag.span, fmt::format("buildah cannot take RUN {}", flag.raw));
        continue;
      }
      const bool has_type = value.starts_with("type=") || value.find(",type=") != std::string::npos;
      if (value.find("env=") != std::string::npos && value.find("type=secret") != std::string::npos) {
        refuse(flag.span, "buildah cannot give a secret as an environment variable", "read it from /run/secrets/ID");
      }
      flags += has_type ? flag.raw + " " : fmt::format("--mount=type=bind,{} ", value);
    }
    if (instruction.heredocs.empty()) {
      line(fmt::format("RUN {}{}", flags, instruction.text));
      return;
    }
    note(instruction, "a heredoc became the argument of the shell");
    std::vector<std::string> command = shells_[index];
    const auto& heredocs = instruction.heredocs;
    const auto words = split_words(instruction.text, file_.escape);
    const bool is_alone = heredocs.size() == 1 && words && words->size() == 1;
    if (is_alone && heredocs.front().content.starts_with("#!")) {
      command.push_back(by_interpreter(heredocs.front()));
    } else if (is_alone) {
      command.push_back(heredocs.front().content);
    } else {
      std::string script = instruction.text + "\n";
      for (const Heredoc& heredoc : heredocs) {
        script += fmt::format("{}{}\n", heredoc.content, heredoc.name);
      }
      command.push_back(std::move(script));
    }
    line(fmt::format("RUN {}{}", flags, json_array(command)));
  }

  /// A script that names its interpreter is handed to that as a file without a name, so that no file is left.
  static std::string by_interpreter(const Heredoc& heredoc) {
    const std::size_t end = heredoc.content.find('\n');
    const std::string_view interpreter = trim(std::string_view(heredoc.content).substr(2, end - 2));
    std::string mark = "ROPEWALK_SCRIPT";
    while (heredoc.content.find(mark) != std::string::npos) {
      mark += "_";
    }
    return fmt::format("exec {} /proc/self/fd/9 9<<'{}'\n{}{}\n", interpreter, mark, heredoc.content, mark);
  }

  void copy(const Instruction& instruction) {
    std::string flags;
    for (const Flag& flag : instruction.flags) {
      if (flag.name == "link") {
        note(instruction, "--link was left out");
      } else if (flag.name == "from" || flag.name == "chown" || flag.name == "chmod") {
        flags += flag.raw + " ";
      } else {
        refuse(flag.span, fmt::format("buildah cannot take {} --{}", instruction.name, flag.name));
      }
    }
    if (instruction.name == "ADD" && !instruction.words.empty()) {
      for (std::size_t i = 0; i + 1 < instruction.words.size(); ++i) {
        if (is_git_source(unquoted(instruction.words[i], file_.escape))) {
          refuse(instruction.name_span, "buildah cannot ADD a git repository",
                 "clone it in a RUN, or make it a submodule");
        }
      }
    }
    if (instruction.heredocs.empty()) {
      line(fmt::format("{} {}{}", instruction.name, flags, instruction.text));
      return;
    }
    std::vector<std::string> words;
    std::size_t next = 0;
    for (const std::string& word : instruction.words) {
      if (next < instruction.heredocs.size() && word.find("<<") != std::string::npos) {
        words.push_back(context_file(instruction, instruction.heredocs[next++]));
      } else {
        words.push_back(word);
      }
    }
    note(instruction, "a heredoc became a file of the context");
    // Words were split where they may be quoted, so they are not put in an array, which would quote them once more.
    line(fmt::format("{} {}{}", instruction.name, flags, join(words, " ")));
  }

  std::string context_file(const Instruction& instruction, const Heredoc& heredoc) {
    std::string content = heredoc.content;
    if (heredoc.expands && content.find('$') != std::string::npos) {
      bool is_unknown = false;
      const Lookup known = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = values_.find(name);
        is_unknown = is_unknown || found == values_.end();
        return found == values_.end() ? std::nullopt : std::optional(found->second);
      };
      auto expanded = expand_text(content, known, file_.escape);
      if (!expanded) {
        refuse(instruction.name_span, expanded.error().message);
      } else if (is_unknown) {
        refuse(instruction.name_span, "a heredoc has a variable that no ARG or ENV of this stage sets",
               fmt::format("quote its name (<<'{}') to take the text as it is", heredoc.name));
      } else {
        content = std::move(*expanded);
      }
    }
    std::string path = fmt::format("{}/{}/{}", kHeredocFolder, to_hex(sha256(content)).substr(0, 16), heredoc.name);
    result_.files.push_back({path, std::move(content)});
    return path;
  }

  void declare(const Instruction& instruction, Values& into) {
    for (const std::string& word : instruction.words) {
      const std::string name = unquoted(std::string_view(word).substr(0, word.find('=')), file_.escape);
      const auto given = settings_.build.arguments.find(name);
      if (given != settings_.build.arguments.end()) {
        into[name] = given->second;
      } else if (word.find('=') != std::string::npos) {
        set(word, into);
      } else if (const auto global = global_.find(name); global != global_.end()) {
        into[name] = global->second;
      }
    }
  }

  void set(std::string_view word, Values& into) const {
    const std::size_t equals = word.find('=');
    if (auto value = expand(word.substr(equals + 1), lookup(into), file_.escape)) {
      into[unquoted(word.substr(0, equals), file_.escape)] = std::move(*value);
    }
  }

  static Lookup lookup(const Values& values) {
    return [&values](std::string_view name) -> std::optional<std::string> {
      const auto found = values.find(name);
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
  }

  void plain(const Instruction& instruction) {
    std::string text = instruction.name;
    for (const Flag& flag : instruction.flags) {
      text += " " + flag.raw;
    }
    line(text + " " + instruction.text);
  }

  void line(std::string_view text) {
    result_.text += text;
    result_.text += '\n';
    if (!result_.steps.empty()) {
      result_.steps.back().push_back(current_);
    }
  }

  void note(const Instruction& instruction, std::string_view what) {
    result_.notes.push_back(
        fmt::format("{}:{}: {}", file_.file->name(), file_.file->locate(instruction.span.begin).line, what));
  }

  void refuse(Span span, std::string message, std::string hint = {}) {
    result_.errors.push_back(Error{ErrorKind::kInvalid, std::move(message), std::move(hint), file_.at(span)});
  }

  const Dockerfile& file_;
  const Resolved& resolved_;
  const RewriteSettings& settings_;
  Values global_;
  /// What ARG and ENV of the stage at hand have set.
  Values values_;
  /// What ARG alone has set, and what the cache was told of that last.
  Values arguments_;
  std::string told_;
  std::vector<std::vector<std::string>> shells_;
  /// The instruction that is written.
  Span current_;
  Rewritten result_;
};

}  // namespace

std::string epoch_variable(std::int64_t epoch) { return fmt::format("{0}=${{{0}:-{1}}}", kEpoch, epoch); }

Rewritten rewrite_for_buildah(const Dockerfile& dockerfile, const Resolved& resolved, const RewriteSettings& settings) {
  if (resolved.stages.empty()) {
    return {};
  }
  return Rewriter(dockerfile, resolved, settings).rewrite();
}

}  // namespace ropewalk::image::dockerfile
