// toml++ without exceptions and without its writers.
#include "actions/builtin/setup_python/toml.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
// What the library asserts does not hold for every file (`[` and a control character), and what it finds behind the
// assertion it reports: neither abort nor assume.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include <fmt/format.h>

namespace ropewalk::actions::builtin {

struct TomlFile::Document {
  toml::table table;
};

Result<TomlFile> TomlFile::parse(std::string_view text, std::string_view name) {
  toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return fail(ErrorKind::kInvalid, fmt::format("{}:{}:{}: {}", name, error.source().begin.line,
                                                 error.source().begin.column, error.description()));
  }
  TomlFile file;
  file.document_ = std::make_shared<const Document>(Document{std::move(parsed).table()});
  return file;
}

bool TomlFile::has(std::string_view path) const { return !!document_->table.at_path(path); }

std::optional<std::string> TomlFile::text(std::string_view path) const {
  return document_->table.at_path(path).value_exact<std::string>();
}

}  // namespace ropewalk::actions::builtin
