#include "plan/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/strings.h"
#include "plan/matrix_filter.h"
#include "plan/names.h"

namespace ropewalk::plan {
namespace {

using expr::Kind;
using expr::Object;
using expr::Value;

/// GitHub counts after `exclude`; this many combinations before it are looked at.
constexpr std::size_t kMaxProduct = 65536;

using Members = std::vector<std::pair<std::string, Value>>;

struct Vector {
  std::string name;
  expr::Array values;
};

/// An entry of `include:`: the keys that are vectors say where it applies, the rest is what it adds.
struct Include {
  Members filter_members;
  Members extra;
  MatrixFilter filter;
  bool has_matched = false;
};

class Builder {
 public:
  Builder(const SourceFilePtr& file, std::size_t max_legs) : file_(file), max_legs_(max_legs) {}

  Result<std::vector<Leg>> build(const workflow::Evaluated& matrix) {
    if (auto read = read_vectors(matrix); !read) {
      return fail(read.error());
    }
    if (auto read = read_include(matrix.find("include")); !read) {
      return fail(read.error());
    }
    if (auto read = read_exclude(matrix.find("exclude")); !read) {
      return fail(read.error());
    }
    if (vectors_.empty() && includes_.empty()) {
      return fail_at(matrix.span, "Matrix must define at least one vector");
    }
    if (auto built = add_product(matrix.span); !built) {
      return fail(built.error());
    }
    if (auto built = add_unmatched(matrix.span); !built) {
      return fail(built.error());
    }
    return std::move(legs_);
  }

 private:
  [[nodiscard]] tl::unexpected<Error> fail_at(Span span, std::string message, std::string hint = {}) const {
    return fail(ErrorKind::kInvalid, std::move(message), std::move(hint), SourceRef{file_, span});
  }

  [[nodiscard]] tl::unexpected<Error> fail_for_kind(const workflow::Evaluated& value) const {
    return fail_at(value.span, workflow::unexpected_text(value.value));
  }

  Result<void> read_vectors(const workflow::Evaluated& matrix) {
    for (const workflow::EvaluatedMember& member : matrix.members) {
      if (member.key.empty()) {
        return fail_at(member.key_span, "Unexpected value ''");
      }
      if (member.value.kind() != Kind::kArray) {
        return fail_for_kind(member.value);
      }
      if (equals_ignoring_case(member.key, "include") || equals_ignoring_case(member.key, "exclude")) {
        continue;
      }
      const expr::Array& values = member.value.value.array();
      if (values.empty()) {
        return fail_at(member.value.span, fmt::format("Matrix vector '{}' does not contain any values", member.key));
      }
      vectors_.push_back({member.key, values});
    }
    return {};
  }

  Result<void> read_include(const workflow::Evaluated* entries) {
    if (entries == nullptr) {
      return {};
    }
    for (const workflow::Evaluated& entry : entries->items) {
      if (entry.kind() != Kind::kObject) {
        return fail_for_kind(entry);
      }
      if (entry.members.empty()) {
        return fail_at(entry.span, "Matrix include mapping does not contain any values");
      }
      Members filter;
      Members extra;
      for (const workflow::EvaluatedMember& member : entry.members) {
        (find_vector(member.key) != nullptr ? filter : extra).emplace_back(member.key, member.value.value);
      }
      includes_.push_back({filter, std::move(extra), MatrixFilter(filter)});
    }
    return {};
  }

  Result<void> read_exclude(const workflow::Evaluated* entries) {
    if (entries == nullptr) {
      return {};
    }
    for (const workflow::Evaluated& entry : entries->items) {
      if (entry.kind() != Kind::kObject) {
        return fail_for_kind(entry);
      }
      if (entry.members.empty()) {
        return fail_at(entry.span, "Matrix exclude filter must not be empty");
      }
      for (const workflow::EvaluatedMember& member : entry.members) {
        if (find_vector(member.key) == nullptr) {
          return fail_at(member.key_span,
                         fmt::format("Matrix exclude key '{}' does not match any key within the matrix", member.key));
        }
      }
      excludes_.emplace_back(entry.value.object().members());
    }
    return {};
  }

  [[nodiscard]] const Vector* find_vector(std::string_view name) const {
    for (const Vector& vector : vectors_) {
      if (equals_ignoring_case(vector.name, name)) {
        return &vector;
      }
    }
    return nullptr;
  }

  Result<void> add_product(Span span) {
    std::size_t product = vectors_.empty() ? 0 : 1;
    for (const Vector& vector : vectors_) {
      product *= vector.values.size();
      if (product > kMaxProduct) {
        return fail_for_size(span, fmt::format("more than {}", kMaxProduct));
      }
    }
    legs_.reserve(std::min(product, max_legs_));
    for (std::size_t index = 0; index < product; ++index) {
      Object combination;
      std::size_t block = product;
      for (const Vector& vector : vectors_) {
        block /= vector.values.size();
        combination.set(vector.name, vector.values[(index / block) % vector.values.size()]);
      }
      if (is_excluded(combination)) {
        continue;
      }
      const Members extra = matching_extra(combination);
      if (auto added = add_leg(std::move(combination), extra, span); !added) {
        return added;
      }
    }
    return {};
  }

  [[nodiscard]] bool is_excluded(const Object& combination) const {
    for (const MatrixFilter& exclude : excludes_) {
      if (exclude.passes(combination)) {
        return true;
      }
    }
    return false;
  }

  /// What the matching entries of `include` add, a later one over an earlier one.
  Members matching_extra(const Object& combination) {
    Members extra;
    for (Include& include : includes_) {
      if (!include.filter.passes(combination)) {
        continue;
      }
      include.has_matched = true;
      extra.insert(extra.end(), include.extra.begin(), include.extra.end());
    }
    return extra;
  }

  Result<void> add_unmatched(Span span) {
    for (const Include& include : includes_) {
      if (include.has_matched) {
        continue;
      }
      Object combination;
      for (const auto& [key, value] : include.filter_members) {
        combination.set(key, value);
      }
      for (const auto& [key, value] : include.extra) {
        combination.set(key, value);
      }
      if (auto added = add_leg(std::move(combination), {}, span); !added) {
        return added;
      }
    }
    return {};
  }

  /// Names are made of the combination alone, without what `include` adds to it.
  Result<void> add_leg(Object combination, const Members& extra, Span span) {
    if (legs_.size() == max_legs_) {
      return fail_for_size(span, fmt::format("more than {}", max_legs_));
    }
    Leg leg;
    leg.index = static_cast<int>(legs_.size());
    const std::vector<std::string> segments = name_segments(combination);
    leg.id = ids_.next(segments);
    leg.values = join(segments, ", ");
    leg.label = unique_label(leg.values);
    for (const auto& [key, value] : extra) {
      combination.set(key, value);
    }
    leg.matrix = expr::Value(std::move(combination));
    legs_.push_back(std::move(leg));
    return {};
  }

  std::string unique_label(const std::string& values) {
    const std::string base = values.empty() ? "no values" : values;
    const int count = ++label_counts_[base];
    return count == 1 ? base : fmt::format("{} #{}", base, count);
  }

  [[nodiscard]] tl::unexpected<Error> fail_for_size(Span span, const std::string& seen) const {
    return fail_at(span, fmt::format("The matrix has {} combinations: a job may have at most {}", seen, max_legs_),
                   "split the job, or exclude what need not run");
  }

  const SourceFilePtr& file_;
  std::size_t max_legs_;
  std::vector<Vector> vectors_;
  std::vector<Include> includes_;
  std::vector<MatrixFilter> excludes_;
  std::vector<Leg> legs_;
  LegIds ids_;
  std::unordered_map<std::string, int> label_counts_;
};

}  // namespace

Result<std::vector<Leg>> expand_matrix(const workflow::Evaluated& matrix, const SourceFilePtr& file,
                                       std::size_t max_legs) {
  return Builder(file, max_legs).build(matrix);
}

}  // namespace ropewalk::plan
