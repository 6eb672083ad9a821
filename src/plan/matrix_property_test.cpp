// The matrix against a model that follows the documentation's sentences and nothing else, on random matrices.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "plan/strategy.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using Combination = std::vector<std::pair<std::string, std::string>>;

struct Matrix {
  /// Keys `a`, `b`, … with values `0`, `1`, …
  std::vector<int> sizes;
  std::vector<Combination> include;
  std::vector<Combination> exclude;
};

const std::string* find(const Combination& combination, const std::string& key) {
  for (const auto& [name, value] : combination) {
    if (name == key) {
      return &value;
    }
  }
  return nullptr;
}

void set(Combination& combination, const std::string& key, const std::string& value) {
  for (auto& [name, old] : combination) {
    if (name == key) {
      old = value;
      return;
    }
  }
  combination.emplace_back(key, value);
}

bool agrees(const Combination& combination, const Combination& filter) {
  return std::ranges::all_of(filter, [&](const auto& member) {
    const std::string* value = find(combination, member.first);
    return value != nullptr && *value == member.second;
  });
}

std::vector<Combination> product(const std::vector<int>& sizes) {
  std::vector<Combination> result;
  if (sizes.empty()) {
    return result;
  }
  result.emplace_back();
  for (std::size_t key = 0; key < sizes.size(); ++key) {
    std::vector<Combination> longer;
    for (const Combination& shorter : result) {
      for (int value = 0; value < sizes[key]; ++value) {
        longer.push_back(shorter);
        longer.back().emplace_back(std::string(1, static_cast<char>('a' + key)), std::to_string(value));
      }
    }
    result = std::move(longer);
  }
  return result;
}

/// "For each object in the include list, the key:value pairs in the object will be added to each of the matrix
/// combinations if none of the key:value pairs overwrite any of the original matrix values. If the object cannot be
/// added to any of the matrix combinations, a new matrix combination will be created instead." (docs.github.com)
std::vector<Combination> model(const Matrix& matrix) {
  std::vector<Combination> original;
  for (const Combination& combination : product(matrix.sizes)) {
    const auto excludes = [&](const Combination& filter) { return agrees(combination, filter); };
    if (std::ranges::none_of(matrix.exclude, excludes)) {
      original.push_back(combination);
    }
  }
  std::vector<Combination> result = original;
  std::vector<Combination> created;
  for (const Combination& entry : matrix.include) {
    Combination of_vectors;
    Combination rest;
    for (const auto& member : entry) {
      const bool is_vector = static_cast<std::size_t>(member.first[0] - 'a') < matrix.sizes.size();
      (is_vector ? of_vectors : rest).push_back(member);
    }
    bool was_added = false;
    for (std::size_t i = 0; i < original.size(); ++i) {
      if (!agrees(original[i], of_vectors)) {
        continue;
      }
      was_added = true;
      for (const auto& [key, value] : rest) {
        set(result[i], key, value);
      }
    }
    if (was_added) {
      continue;
    }
    of_vectors.insert(of_vectors.end(), rest.begin(), rest.end());
    created.push_back(of_vectors);
  }
  result.insert(result.end(), created.begin(), created.end());
  return result;
}

json::object to_object(const Combination& combination) {
  json::object object;
  for (const auto& [key, value] : combination) {
    object[key] = value;
  }
  return object;
}

json::array to_array(const std::vector<Combination>& combinations) {
  json::array array;
  for (const Combination& combination : combinations) {
    array.emplace_back(to_object(combination));
  }
  return array;
}

std::string to_text(const Matrix& matrix) {
  json::object object;
  for (std::size_t key = 0; key < matrix.sizes.size(); ++key) {
    json::array values;
    for (int value = 0; value < matrix.sizes[key]; ++value) {
      values.emplace_back(std::to_string(value));
    }
    object[std::string(1, static_cast<char>('a' + key))] = std::move(values);
  }
  object["include"] = to_array(matrix.include);
  object["exclude"] = to_array(matrix.exclude);
  return to_json_text(object);
}

Result<Strategy> expand_text(const std::string& matrix) {
  static const testing::WorkflowPtr kWorkflow = testing::read(testing::with_jobs(
      "  t:\n    strategy:\n      matrix: ${{ fromJSON(github.m) }}\n    runs-on: x\n    steps:\n      - run: x\n"));
  expr::Object github;
  github.set("m", matrix);
  expr::Object contexts;
  contexts.set("github", expr::Value(std::move(github)));
  return expand_strategy(kWorkflow->jobs[0], kWorkflow->file, expr::ObjectScope(contexts), 10000);
}

/// One to three members with keys up to `keys`, each once.
Combination random_entry(int keys) {
  const auto names = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, keys));
  Combination entry;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 3); ++i) {
    entry.emplace_back(std::string(1, static_cast<char>('a' + names[i])), std::to_string(*rc::gen::inRange(0, 4)));
  }
  if (entry.empty()) {
    entry.emplace_back("a", "0");
  }
  return entry;
}

Matrix random_matrix() {
  Matrix matrix;
  const int keys = *rc::gen::inRange(1, 4);
  for (int i = 0; i < keys; ++i) {
    matrix.sizes.push_back(*rc::gen::inRange(1, 4));
  }
  const int includes = *rc::gen::inRange(0, 5);
  for (int i = 0; i < includes; ++i) {
    matrix.include.push_back(random_entry(keys + 2));
  }
  const int excludes = *rc::gen::inRange(0, 3);
  for (int i = 0; i < excludes; ++i) {
    matrix.exclude.push_back(random_entry(keys));
  }
  return matrix;
}

RC_GTEST_PROP(MatrixProperty, IsWhatTheDocumentationSays, ()) {
  const Matrix matrix = random_matrix();
  const auto strategy = expand_text(to_text(matrix));
  RC_ASSERT(strategy.has_value());
  std::vector<std::string> expected;
  for (const Combination& combination : model(matrix)) {
    expected.push_back(to_json_text(to_object(combination)));
  }
  if (expected.empty()) {
    expected.emplace_back("null");
  }
  RC_ASSERT(testing::matrices(strategy) == expected);
}

RC_GTEST_PROP(MatrixProperty, LabelsAndIdsAreUniqueAndIndexesCount, ()) {
  const auto strategy = expand_text(to_text(random_matrix()));
  RC_ASSERT(strategy.has_value());
  std::set<std::string> labels;
  std::set<std::string, LessIgnoringCase> ids;
  int index = 0;
  for (const Leg& leg : strategy->legs) {
    RC_ASSERT(leg.index == index++);
    RC_ASSERT(labels.insert(leg.label).second);
    RC_ASSERT(ids.insert(leg.id).second);
  }
}

}  // namespace
}  // namespace ropewalk::plan
