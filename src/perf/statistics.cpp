#include "perf/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace ropewalk::perf {
namespace {

/// Beyond this many differences the normal approximation is as good.
constexpr std::size_t kMostExact = 200;

struct Ranked {
  /// Twice the rank, so that ranks shared by equal values are whole.
  std::vector<std::size_t> doubled;
  /// The sum of those that belong to values above the centre.
  std::size_t above = 0;
};

Ranked rank(const std::vector<double>& differences, double centre) {
  std::vector<double> values;
  for (const double difference : differences) {
    if (difference != centre) {
      values.push_back(difference - centre);
    }
  }
  std::sort(values.begin(), values.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  Ranked ranked;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i + 1;
    while (end < values.size() && std::abs(values[end]) == std::abs(values[i])) {
      ++end;
    }
    // The mean of the ranks i + 1 to end, doubled.
    const std::size_t doubled = i + 1 + end;
    for (; i < end; ++i) {
      ranked.doubled.push_back(doubled);
      ranked.above += values[i] > 0 ? doubled : 0;
    }
  }
  return ranked;
}

/// How likely each sum of ranks is when every sign is as likely as its opposite.
std::vector<double> distribution(const std::vector<std::size_t>& doubled) {
  const std::size_t total = std::accumulate(doubled.begin(), doubled.end(), std::size_t{0});
  std::vector<double> chance(total + 1, 0.0);
  chance[0] = 1;
  std::size_t reached = 0;
  for (const std::size_t rank : doubled) {
    reached += rank;
    for (std::size_t sum = reached + 1; sum-- > 0;) {
      const double with = sum >= rank ? chance[sum - rank] : 0.0;
      chance[sum] = (chance[sum] + with) / 2;
    }
  }
  return chance;
}

double upper_tail(const Ranked& ranked) {
  if (ranked.doubled.empty()) {
    return 1;
  }
  if (ranked.doubled.size() > kMostExact) {
    double mean = 0;
    double variance = 0;
    for (const std::size_t rank : ranked.doubled) {
      mean += static_cast<double>(rank) / 2;
      variance += static_cast<double>(rank) * static_cast<double>(rank) / 4;
    }
    const double z = (static_cast<double>(ranked.above) - 1 - mean) / std::sqrt(variance);
    return std::erfc(z / std::sqrt(2.0)) / 2;
  }
  const std::vector<double> chance = distribution(ranked.doubled);
  return std::min(1.0, std::accumulate(chance.begin() + static_cast<std::ptrdiff_t>(ranked.above), chance.end(), 0.0));
}

std::vector<double> walsh_averages(const std::vector<double>& differences) {
  std::vector<double> means;
  means.reserve(differences.size() * (differences.size() + 1) / 2);
  for (std::size_t i = 0; i < differences.size(); ++i) {
    for (std::size_t k = i; k < differences.size(); ++k) {
      means.push_back((differences[i] + differences[k]) / 2);
    }
  }
  std::sort(means.begin(), means.end());
  return means;
}

double middle_of_sorted(const std::vector<double>& sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

}  // namespace

double signed_rank_above(const std::vector<double>& differences, double centre) {
  return upper_tail(rank(differences, centre));
}

double signed_rank_below(const std::vector<double>& differences, double centre) {
  std::vector<double> turned;
  turned.reserve(differences.size());
  for (const double difference : differences) {
    turned.push_back(-difference);
  }
  return upper_tail(rank(turned, -centre));
}

Shift shift_of(const std::vector<double>& differences, double confidence) {
  const std::vector<double> means = walsh_averages(differences);
  Shift shift{.estimate = middle_of_sorted(means), .low = means.front(), .high = means.back()};
  // The number of pairwise means below the interval: the largest whose tail is small enough.
  std::vector<std::size_t> doubled(differences.size());
  for (std::size_t i = 0; i < doubled.size(); ++i) {
    doubled[i] = 2 * (i + 1);
  }
  if (doubled.size() > kMostExact) {
    return shift;
  }
  const std::vector<double> chance = distribution(doubled);
  const double tail = (1 - confidence) / 2;
  double sum = 0;
  std::size_t outside = 0;
  for (std::size_t at = 0; at < chance.size(); at += 2) {
    sum += chance[at];
    if (sum > tail) {
      break;
    }
    outside = at / 2 + 1;
  }
  if (outside > 0 && outside < means.size() - outside) {
    shift.low = means[outside];
    shift.high = means[means.size() - 1 - outside];
  }
  return shift;
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return middle_of_sorted(values);
}

std::vector<bool> rejected_by_holm(const std::vector<double>& p_values, double alpha) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<bool> rejected(p_values.size(), false);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (p_values[order[i]] > alpha / static_cast<double>(order.size() - i)) {
      break;
    }
    rejected[order[i]] = true;
  }
  return rejected;
}

}  // namespace ropewalk::perf
