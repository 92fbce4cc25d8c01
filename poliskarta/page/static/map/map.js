/** The map and the groups that folium made for us. */
export const map = window.poliskarta.map;
export const groups = window.poliskarta.groups;
