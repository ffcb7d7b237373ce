// SPDX-License-Identifier: Apache-2.0
// Charts of ECharts, of which only what is drawn here is taken. The same numbers always stand
// beside a chart as text or a table; to a screen reader it is a picture with a name.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption, LegendComponentOption, TooltipComponentOption,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

import { useDark } from './preferences';
import { series as colours } from './theme';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption
  | TooltipComponentOption
>;

interface Axes {
  xAxis?: Axis;
  yAxis?: Axis;
}

type Axis = Record<string, unknown> & { axisLabel?: object };

function merge(axis: Axis, own: Axis | undefined): Axis {
  return { ...axis, ...own, axisLabel: { ...axis.axisLabel, ...own?.axisLabel } };
}

const FONT = "'Inter Variable', 'Segoe UI', system-ui, sans-serif";

export default function Chart(props: { option: ChartOption; label: string; height?: number }) {
  const box = useRef<HTMLDivElement>(null);
  const isDark = useDark();
  const { option } = props;
  useEffect(() => {
    if (!box.current) return undefined;
    const chart = init(box.current, undefined, { renderer: 'svg' });
    const ink = isDark ? '#b8b8b8' : '#565656';
    const line = isDark ? '#3a3f42' : '#e3e6e8';
    const axis = {
      axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
      axisLabel: { color: ink, fontFamily: FONT, fontSize: 12 },
      splitLine: { lineStyle: { color: line } },
    };
    chart.setOption({
      color: isDark ? colours.dark : colours.light,
      animationDuration: 200,
      textStyle: { fontFamily: FONT },
      ...option,
      grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true, ...option.grid },
      xAxis: merge({ ...axis, splitLine: { show: false } }, (option as Axes).xAxis),
      yAxis: merge(axis, (option as Axes).yAxis),
      ...(option.legend && {
        legend: {
          bottom: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 12, type: 'scroll',
          textStyle: { color: ink, fontFamily: FONT, fontSize: 12 }, ...option.legend,
        },
      }),
      tooltip: {
        trigger: 'axis', renderMode: 'richText', confine: true,
        backgroundColor: isDark ? '#2b2f31' : '#ffffff', borderColor: line,
        textStyle: { color: isDark ? '#ffffff' : '#242424', fontFamily: FONT, fontSize: 12.5 },
        ...option.tooltip,
      },
    } as ChartOption);
    const resize = new ResizeObserver(() => chart.resize());
    resize.observe(box.current);
    return () => {
      resize.disconnect();
      chart.dispose();
    };
  }, [option, isDark]);
  return (
    <div
      ref={box} className="tb-chart" role="img" aria-label={props.label}
      style={props.height ? { height: props.height } : undefined}
    />
  );
}
