// Mappings: which kind of mapping it is, which keys it knows, which are missing.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <set>

#include "base/strings.h"
#include "workflow/literal.h"
#include "workflow/template_reader.h"

namespace ropewalk::workflow {
namespace {

static_assert(static_cast<int>(WorkflowRoot::kAny) == static_cast<int>(ActionRoot::kAny));

/// A longer list of words helps nobody.
constexpr std::size_t kListedWords = 12;

constexpr const char* kExpressionNotAllowed = "A template expression is not allowed in this context";

}  // namespace

/// A mapping while it is read.
struct TemplateReader::MappingRead {
  const yaml::Node& node;
  const Place& place;
  Token& out;
  std::span<Member> members;
  KeySet keys;
  Candidates candidates = 0;
  std::size_t count = 0;
  bool has_expression_key = false;

  /// The key of the member being read, where it stays when it is taken.
  [[nodiscard]] Token& key() const { return members[count].key; }
};

bool TemplateReader::read_mapping(const yaml::Node& node, const Place& place, Token& out) {
  out.kind = Token::Kind::kMapping;
  if (!count_nodes(2) || !enter()) {
    return false;
  }
  if (!state_.budget.add_object()) {
    return stop(node.span, "Maximum object size exceeded");
  }
  const std::size_t kinds = place.definition->alternative_count;
  if (kinds == 0) {
    state_.error_at(out, "A mapping was not expected");
    if (!skip_children(node)) {
      return false;
    }
    if (!node.is_closed) {
      return stop_where_the_file_breaks_off();
    }
    leave();
    return true;
  }
  MappingRead read{.node = node,
                   .place = place,
                   .out = out,
                   .members = arena_.make_array<Member>((node.child_count + 1) / 2),
                   .keys = KeySet(keys_),
                   .candidates = kinds == 32 ? ~Candidates{0} : (Candidates{1} << kinds) - 1};
  if (!read_members(read)) {
    return false;
  }
  out.members = read.members.first(read.count);
  leave();
  return true;
}

bool TemplateReader::read_members(MappingRead& read) {
  std::uint32_t child = static_cast<std::uint32_t>(&read.node - document_.nodes.data()) + 1;
  bool has_complex_key = false;
  for (std::uint32_t number = 0; number < read.node.child_count; number += 2) {
    if (node(child).kind != yaml::NodeKind::kScalar) {
      has_complex_key = true;
      break;
    }
    const std::uint32_t value = document_.nodes[child].next;
    const bool has_value = number + 1 < read.node.child_count;
    if (!read_member(read, child, has_value ? value : 0)) {
      return false;
    }
    child = has_value ? document_.nodes[value].next : value;
  }
  if (!has_complex_key && !read.node.is_closed) {
    return stop_where_the_file_breaks_off();
  }
  const bool has_known_keys =
      std::popcount(read.candidates) > 1 || schema_.alternative(*read.place.definition, 0).property_count > 0;
  if (has_known_keys) {
    if (std::popcount(read.candidates) > 1) {
      report_undecided(read);
    } else if (!read.has_expression_key) {
      report_missing(read);
    }
  }
  if (has_complex_key) {
    return stop(node(child).span, "Expected mapping end", "A key must be a word, not a list or a mapping.");
  }
  return true;
}

/// Reads a key and its value; `value_index` is 0 when the file breaks off between them.
bool TemplateReader::read_member(MappingRead& read, std::uint32_t key_index, std::uint32_t value_index) {
  const yaml::Node& key_node = node(key_index);
  Token& key = read.key();
  key = Token{};
  key.file = file_;
  key.span = key_node.span;
  if (!count_nodes(1) || !read_literal(key_node, key)) {
    return false;
  }
  read_expressions(key_node, read.place.contexts, key);
  if (!key.is_literal()) {
    return read_expression_key(read, value_index);
  }
  return read_named_key(read, value_index);
}

bool TemplateReader::read_expression_key(MappingRead& read, std::uint32_t value_index) {
  read.has_expression_key = true;
  if (read.place.contexts == 0) {
    state_.error_at(read.key(), kExpressionNotAllowed);
    return value_index == 0 ? stop_where_the_file_breaks_off() : skip(value_index);
  }
  if (!count_scalar(read.key())) {
    return false;
  }
  if (value_index == 0) {
    return stop_where_the_file_breaks_off();
  }
  const Mapping& first = schema_.alternative(*read.place.definition, 0);
  const bool is_all_loose = read.place.definition->alternative_count == 1 && first.property_count == 0;
  const DefinitionIndex any = root(schema_, WorkflowRoot::kAny);
  Member& member = read.members[read.count++];
  return read_value(value_index, inside(read.place, is_all_loose ? first.loose_value : any), member.value);
}

bool TemplateReader::read_named_key(MappingRead& read, std::uint32_t value_index) {
  Token& key = read.key();
  if (key.kind != Token::Kind::kString) {
    key.text = arena_.keep(literal_text(key));
    key.kind = Token::Kind::kString;
  }
  if (!read.keys.add(key.text)) {
    state_.error_at(key, fmt::format("'{}' is already defined", key.text), first_place(read, key.text));
    return value_index == 0 ? stop_where_the_file_breaks_off() : skip(value_index);
  }
  const Property* property = match_key(read, key.text);
  DefinitionIndex value_definition = 0;
  if (property != nullptr && is_enabled(property->feature)) {
    value_definition = property->value;
  } else if (const Mapping& first = schema_.alternative(*read.place.definition, 0);
             property == nullptr && first.loose_key != 0) {
    validate(inside(read.place, first.loose_key), key);
    value_definition = first.loose_value;
  }
  if (value_definition == 0) {
    report_unknown_key(read);
    return value_index == 0 ? stop_where_the_file_breaks_off() : skip(value_index);
  }
  if (!count_scalar(key)) {
    return false;
  }
  if (value_index == 0) {
    return stop_where_the_file_breaks_off();
  }
  Member& member = read.members[read.count++];
  return read_value(value_index, inside(read.place, value_definition), member.value);
}

/// Where a key stands that comes a second time; empty where the first was not taken, and once there are many errors.
std::string TemplateReader::first_place(const MappingRead& read, std::string_view key) const {
  if (state_.problems.size() >= kReportedProblems) {
    return {};
  }
  for (const Member& member : read.members.first(read.count)) {
    if (member.key.kind == Token::Kind::kString && equals_ignoring_case(member.key.text, key)) {
      const LineColumn first = document_.file->locate(member.key.span.begin);
      return fmt::format("The first one is at line {}, column {}.", first.line, first.column);
    }
  }
  return {};
}

/// The key's property in the first kind that has it; kinds that do not have it are no candidates any more.
const Property* TemplateReader::match_key(MappingRead& read, std::string_view key) const {
  const Property* found = nullptr;
  Candidates with_key = 0;
  for (Candidates left = read.candidates; left != 0; left &= left - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(left));
    const Property* property = schema_.find_property(schema_.alternative(*read.place.definition, number), key);
    if (property == nullptr) {
      continue;
    }
    with_key |= Candidates{1} << number;
    if (found == nullptr) {
      found = property;
    }
  }
  if (found != nullptr) {
    read.candidates = with_key;
  }
  return found;
}

bool TemplateReader::is_enabled(Feature feature) const {
  switch (feature) {
    case Feature::kNone: return true;
    case Feature::kBackground: return state_.options.allows_background_steps;
  }
  return true;
}

/// A step that has both is the one thing that a list of keys does not explain.
std::string TemplateReader::hint_for_step(const MappingRead& read) const {
  const std::string_view key = read.key().text;
  const bool has_both = (key == "uses" && read.keys.contains("run")) || (key == "run" && read.keys.contains("uses"));
  return has_both ? "A step has either `run` or `uses`." : "";
}

void TemplateReader::report_unknown_key(const MappingRead& read) {
  std::vector<std::string_view> known;
  for (Candidates left = read.candidates; left != 0; left &= left - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(left));
    const Mapping& mapping = schema_.alternative(*read.place.definition, number);
    for (const Property& property : schema_.properties_of(mapping)) {
      if (is_enabled(property.feature)) {
        known.push_back(property.name);
      }
    }
  }
  std::string hint = hint_for_step(read);
  if (hint.empty()) {
    hint = state_.did_you_mean(read.key().text, known);
  }
  if (hint.empty() && !known.empty() && known.size() <= kListedWords) {
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    hint = fmt::format("Known here: {}.", fmt::join(known, ", "));
  }
  state_.error_at(read.key(), fmt::format("Unexpected value '{}'", read.key().text), std::move(hint));
}

/// More than one kind is left: names the keys that only one of them has.
void TemplateReader::report_undecided(const MappingRead& read) {
  std::set<std::string_view> once;
  std::set<std::string_view> several;
  for (Candidates left = read.candidates; left != 0; left &= left - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(left));
    const Mapping& mapping = schema_.alternative(*read.place.definition, number);
    for (const Property& property : schema_.properties_of(mapping)) {
      if (several.contains(property.name) || !is_enabled(property.feature)) {
        continue;
      }
      if (once.insert(property.name).second) {
        continue;
      }
      once.erase(property.name);
      several.insert(property.name);
    }
  }
  state_.error_at(read.out,
                  fmt::format("There's not enough info to determine what you meant. Add one of these properties: {}",
                              fmt::join(once, ", ")));
}

void TemplateReader::report_missing(const MappingRead& read) {
  const auto number = static_cast<std::size_t>(std::countr_zero(read.candidates));
  for (const Property& property : schema_.properties_of(schema_.alternative(*read.place.definition, number))) {
    if (property.is_required && !read.keys.contains(property.name)) {
      state_.error_at(read.out, fmt::format("Required property is missing: {}", property.name));
    }
  }
}

}  // namespace ropewalk::workflow
