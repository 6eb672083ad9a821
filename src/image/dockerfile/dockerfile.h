// A Dockerfile as a value: its stages and instructions, each with its place, as BuildKit reads the language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace ropewalk::image::dockerfile {

/// `--from=build`, `--link`.
struct Flag {
  std::string name;
  /// Nothing for a flag without `=`.
  std::optional<std::string> value;
  /// As written, with its dashes and quotes.
  std::string raw;
  Span span;
};

/// A text that stands below its instruction (`<<EOF`).
struct Heredoc {
  std::string name;
  std::string content;
  /// False when the name is quoted: the text is taken as it is.
  bool expands = true;
  Span span;
};

struct Instruction {
  /// In upper case: `RUN`.
  std::string name;
  std::vector<Flag> flags;
  /// What stands behind the flags, its lines joined.
  std::string text;
  /// The elements of a JSON array where the instruction may have one and has one.
  std::optional<std::vector<std::string>> array;
  /// The words of `text` as written, quotes and all; for instructions that are made of words.
  std::vector<std::string> words;
  std::vector<Heredoc> heredocs;
  /// The whole instruction with all its lines and heredocs, without the final line end.
  Span span;
  /// Its name alone: what messages point to.
  Span name_span;

  [[nodiscard]] const Flag* flag(std::string_view name) const;
};

struct Stage {
  /// As written: `python:${VERSION}-slim`, or the name of an earlier stage.
  std::string base;
  Span base_span;
  /// In lower case; empty for a stage without a name.
  std::string name;
  /// As written; empty without one.
  std::string platform;
  Instruction from;
  std::vector<Instruction> instructions;
};

struct Dockerfile {
  SourceFilePtr file;
  char escape = '\\';
  /// `# syntax=`; empty without it.
  std::string syntax;
  /// ARG instructions in front of the first stage.
  std::vector<Instruction> arguments;
  std::vector<Stage> stages;

  [[nodiscard]] SourceRef at(Span span) const { return {file, span}; }
};

struct ReadResult {
  Dockerfile dockerfile;
  /// What is wrong with it, in the order of the file, each with its place.
  std::vector<Error> errors;
};

/// Reads the whole file; nothing is expanded or looked up.
[[nodiscard]] ReadResult read_dockerfile(const SourceFilePtr& file);

/// The stage of a name or of a number as text; nothing when there is none.
[[nodiscard]] std::optional<std::size_t> find_stage(const Dockerfile& dockerfile, std::string_view name);

}  // namespace ropewalk::image::dockerfile
