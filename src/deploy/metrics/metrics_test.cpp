#include "deploy/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ropewalk::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Time kStart{std::chrono::hours(500'000)};

TEST(Exposition, EscapesLabelsAndKeepsTheOrder) {
  Exposition exposition;
  exposition.add("b_total", MetricType::kCounter, "Of b.", {{"name", "a\"b\\c\nd"}}, 1);
  exposition.add("b_total", MetricType::kCounter, "Of b.", {{"name", "a\"b\\c\nd"}}, 2);
  exposition.add("a", MetricType::kGauge, "Of a.", {}, 0.5);
  EXPECT_EQ(exposition.text(),
            "# HELP a Of a.\n# TYPE a gauge\na 0.5\n# HELP b_total Of b.\n# TYPE b_total counter\n"
            "b_total{name=\"a\\\"b\\\\c\\nd\"} 3\n");
}

TEST(Exposition, AHistogramCountsUpToEachBound) {
  Exposition exposition;
  for (const double value : {0.5, 1.0, 3.0}) {
    exposition.observe("h", "Of h.", {1, 2}, {}, value);
  }
  EXPECT_THAT(exposition.text(), HasSubstr("h_bucket{le=\"1\"} 2\nh_bucket{le=\"2\"} 2\nh_bucket{le=\"+Inf\"} 3\n"
                                           "h_sum 4.5\nh_count 3\n"));
}

TEST(Exposition, NamesThatOthersChooseCannotGrowIt) {
  Exposition exposition;
  for (int at = 0; at < 10'000; ++at) {
    exposition.add("a_total", MetricType::kCounter, "Of a.", {{"branch", "b" + std::to_string(at)}}, 1);
    exposition.observe("h", "Of h.", {1, 2}, {{"branch", "b" + std::to_string(at)}}, 1);
  }
  const std::string text = exposition.text();
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 200 + 20 * 5 + 4);
  EXPECT_THAT(text, HasSubstr("a_total{branch=\"other\"} 9801\n"));
}

TEST(Metrics, TellWhatServesAndWhatCameToAnEnd) {
  Deployment good;
  good.number = 1;
  good.service = "shop";
  good.environment = "production";
  good.strategy = "canary";
  good.version = "1";
  good.outcome = Outcome::kSucceeded;
  good.started = kStart;
  good.live = kStart + std::chrono::seconds(3);
  good.ended = kStart + std::chrono::seconds(9);
  good.requests = 100;
  Deployment bad = good;
  bad.number = 2;
  bad.outcome = Outcome::kRolledBack;
  bad.reason = Reason::kErrors;
  Exposition exposition;
  add_metrics({good, bad}, {}, good, kStart + std::chrono::seconds(13), exposition);
  const std::string text = exposition.text();
  EXPECT_THAT(text,
              HasSubstr("deploy_rollback_total{service=\"shop\",environment=\"production\",trigger=\"errors\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("deploy_age_seconds{service=\"shop\",environment=\"production\"} 10\n"));
  EXPECT_THAT(text, HasSubstr("deploy_last_success{service=\"shop\",environment=\"production\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("result=\"succeeded\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("deploy_info{"));
  Exposition after_its_end;
  add_metrics({good, bad}, {}, std::nullopt, kStart + std::chrono::seconds(13), after_its_end);
  EXPECT_THAT(after_its_end.text(), Not(HasSubstr("deploy_info")));
  EXPECT_THAT(after_its_end.text(), Not(HasSubstr("deploy_age_seconds")));
}

}  // namespace
}  // namespace ropewalk::deploy
