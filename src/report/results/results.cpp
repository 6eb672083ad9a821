#include "report/results/results.h"

#include <iterator>
#include <utility>

namespace ropewalk::report {
namespace {

template <class T>
void append(std::vector<T>& into, std::vector<T> from) {
  into.insert(into.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void merge(Results& into, Results from) {
  append(into.files, std::move(from.files));
  append(into.tests, std::move(from.tests));
  for (const auto& [origin, time] : from.at_once) {
    into.at_once[origin] += time;
  }
  append(into.benchmarks, std::move(from.benchmarks));
  append(into.comparisons, std::move(from.comparisons));
  append(into.unread, std::move(from.unread));
  merge(into.coverage, from.coverage);
}

}  // namespace ropewalk::report
